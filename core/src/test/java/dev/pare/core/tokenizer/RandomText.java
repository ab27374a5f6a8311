package dev.pare.core.tokenizer;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Texts of every kind that a tokenizer may trip over, the same for the same seed. */
final class RandomText {
  private static final List<String> ODD =
      List.of(
          " ",
          "  ",
          "   ",
          "\n",
          "\n\n",
          "\r\n",
          "\r",
          "\t",
          "\u00A0",
          "\u2028",
          "\u2029",
          "\u0085",
          "\u180E",
          "\u3000",
          "\u200B",
          "\u200D",
          "\u200C",
          "\uFEFF",
          "\u001C",
          "\u001F",
          "\u0000",
          "\u007F",
          "\uFFFF",
          "\uFFFE",
          "\uFFFD",
          "\u2581",
          "\u2581\u2581",
          "'s",
          "'S",
          "'LL",
          "'ll",
          "'t",
          "'T",
          "'Re",
          "'VE",
          "'d",
          "'\u017F",
          "\u2019s",
          "<s>",
          "</s>",
          "<unk>",
          "<0x0A>",
          "<|endoftext|>",
          "<|endoftext|",
          "<|im_start|>",
          "[MASK]",
          "tool",
          "1",
          "42",
          "12345",
          "1234567",
          "\u0663\u0664",
          "\u096A",
          "\u00B2",
          "\u2167",
          "\u00BD",
          "\uD835\uDFD9",
          "\uD83D\uDC69\u200D\uD83D\uDCBB",
          "\uD83D\uDE00",
          "\uD83C\uDDE9\uD83C\uDDEA",
          "\uD83D\uDC4D\uD83C\uDFFD",
          "e\u0301",
          "\u00E9",
          "\u0130",
          "I\u0307",
          "\u03A3",
          "\u00DF",
          "\uFB01",
          "\u1E9B\u0323",
          "\uAC00",
          "\u1100\u1161\u11A8",
          "\u212B",
          "\u0958",
          "\uE000",
          "\uDBFF\uDFFD",
          "!",
          "...",
          "?!",
          "--",
          "$",
          "+",
          "=",
          "`",
          "_",
          "\u3002",
          "\u00A1",
          "\u2014",
          "# ",
          "/",
          "\\",
          "\"",
          "{}",
          "http://x.y/z?q=1");
  private static final List<String> WORDS =
      List.of(
          "the",
          "The",
          "THE",
          "time",
          "Once",
          "upon",
          "little",
          "girl",
          "don",
          "can't",
          "I'll",
          "we've",
          "stra\u00DFe",
          "na\u00EFve",
          "caf\u00E9",
          "\u017C\u00F3\u0142\u0107",
          "tool",
          "\u041F\u0440\u0438\u0432\u0435\u0442",
          "\u05E9\u05DC\u05D5\u05DD",
          "\u0645\u0631\u062D\u0628\u0627",
          "\u0928\u092E\u0938\u094D\u0924\u0947",
          "\u4F60\u597D",
          "\u3053\u3093",
          "\uC548\uB155",
          "\u0E2A\u0E27\u0E31",
          "snake_case",
          "camelCase",
          "x1y2");

  private static final int[][] RANGES = {
    {0x20, 0x7E},
    {0xA1, 0x24F},
    {0x300, 0x36F},
    {0x370, 0x52F},
    {0x590, 0x6FF},
    {0x900, 0xDFF},
    {0x1E00, 0x1FFF},
    {0x2000, 0x2BFF},
    {0x3040, 0x30FF},
    {0x4E00, 0x9FFF},
    {0xAC00, 0xD7A3},
    {0xE000, 0xF8FF},
    {0xFB00, 0xFFFF},
    {0x10000, 0x1D7FF},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x2A6DF},
    {0xF0000, 0xF00FF},
    {0x0, 0x10FFFF}
  };

  private final RandomGenerator random;

  RandomText(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  String next() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(1, 12);
    for (int i = 0; i < parts; i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(pick(ODD));
        case 1 -> text.append(random.nextBoolean() ? " " : "").append(pick(WORDS));
        case 2 -> text.append(pick(ODD).repeat(random.nextInt(1, 4)));
        default -> codePoints(text, RANGES[random.nextInt(RANGES.length)]);
      }
    }
    return text.toString();
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * Code points known to this Java; those of later Unicode versions have other properties
   * elsewhere.
   */
  private void codePoints(StringBuilder text, int[] range) {
    int count = random.nextInt(1, 6);
    while (count > 0) {
      int codePoint = random.nextInt(range[0], range[1] + 1);
      if (Character.isDefined(codePoint) && Character.getType(codePoint) != Character.SURROGATE) {
        text.appendCodePoint(codePoint);
        count--;
      }
    }
  }
}
