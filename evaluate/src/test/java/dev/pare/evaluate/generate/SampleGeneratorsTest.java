package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleGeneratorsTest {
  private static String hash(List<Sample> samples) {
    return Hashes.sha256(
        samples.stream()
            .map(sample -> new TreeMap<>(sample.fields()).toString())
            .collect(Collectors.joining("\n")));
  }

  /**
   * The first 20 samples of seed 7. Where one of these must change, results are no longer
   * comparable: raise the version of the tasks that use the generator.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knights-and-knaves |                | f353cd2bc23391f43c79d496858284031ce1d704da2e458789b01768c657c36c",
        "knights-and-knaves | ask: one       | 10e8db85b737b09b7713d6416021955916093fdb3e7a6292c671cdd0d658ba07",
        "letters            |                | b0e95e29da1aebf2b318c0d9bb9412c016189d05c4d298827239ea41b112d9be",
        "words              |                | 326fc534d6ec9bfa329af335d93662ca205d976ff511051833f993397983b4a2",
        "words              | ask: all       | de27b621b434801f626a3156a0246a69c4f7b4a191e82142d739cd5d5c710520",
        "key-value          |                | 192f589e06db269b8517e23672c1a0ddbc43392f966a95d73797c0eaa0355175",
        "atlas              | gate: closed-question | dc958ac3665a1b0f1097eb96105b1866522fb31bec0aaeb438ae54ba12fe190b",
        "atlas              | 'gate: closed-question, draw: 1' | 2abbac029241b8fa3ff62b49270a07390cd19d4c4125ae724d35e198b8a2e03e",
        "atlas              | gate: closed-question-trained | 867397d0833d4e6df701650935704d54f456b42b3d0b4ced71f4770d28dfc5ed",
        "atlas              | gate: closed-statement | 113ef12b600c624caa1d8c3cb1cea458eae7d96f871d9a3360641d1e9c3229ea",
        "atlas              | gate: closed-statement-trained | dc20e1b41c4c1b27b246fc38a821d0dddcdbb9cb10b294297ddefb1f0a93adb3",
        "atlas              | gate: choice | a609422522ef7c504289cde112e054a380361279a2e47a5a89d46eb0a9374dbd",
        "atlas              | gate: letter | 1245b3733a71fd6c7f1b2498c3b63e837afa0c6f0fbf7154f3ac6dcc229f6ba7",
        "atlas              | gate: truth | efbc8fa263e5d94f6a21a6aa3a0a3395778f3f7beee168bb6caa6970ce6b1e48",
        "atlas              | gate: open-book | bd8a3c99350e93d16b7c4bf38f7d08067cc37efbf379ca7689cfc2081ce80a3c",
        "atlas              | gate: summary | a8ae684231f1a4921aba06d97027ef842fa8ae08ed480fba433c185b053de743",
        "atlas              | gate: instruction | 00c857fb80c96eebb08856896063a8dad1286079d053360101165d9274fa0020",
        "atlas-text         |                | 902742064674f2c500584d9c08ef79f5a1b00eff62ac7217370426adc9baa2c6",
        "needle             |                | 3c462ef265ed69d69b93642e30345eaf8740803d9c60bed9da2d2b55768293fa",
      })
  void aSeedsSamplesStay(String name, String options, String hash) {
    assertEquals(hash, hash(Made.samples(name, options == null ? "" : options, 7, 20)));
  }

  @ParameterizedTest
  @CsvSource({"knights-and-knaves", "letters", "words", "key-value", "needle"})
  void samplesDependOnSeedAndIndexAlone(String name) {
    GeneratedSamples made = Made.generator(name, "").open(names -> List.of(), 11);
    GeneratedSamples other = Made.generator(name, "").open(names -> List.of(), 12);
    Set<Object> seen = new HashSet<>();
    for (int index : new int[] {9, 3, -1, 3, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertEquals(made.at(index), Made.generator(name, "").open(n -> List.of(), 11).at(index));
      assertNotEquals(made.at(index), other.at(index));
      seen.add(made.at(index));
    }
    assertEquals(6, seen.size());
    assertEquals(Integer.MAX_VALUE, made.available());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knights-and-knaves | people: 1             | \"people\" is 1; write an integer from 2 to 6",
        "knights-and-knaves | people: [2, 7]        | \"people\" is [2, 7]; write an integer",
        "knights-and-knaves | people: []            | \"people\" is []; write an integer",
        "knights-and-knaves | people: two           | \"people\" is two; write an integer",
        "knights-and-knaves | ask: some             | \"ask\" is some; write all or one",
        "knights-and-knaves | ask: 1                | \"ask\" is 1, not a string",
        "knights-and-knaves | number: 3             | unknown key \"number\"",
        "letters            | most: 0               | \"most\" is 0; write an integer from 1 to 25",
        "letters            | most: [1, 2]          | \"most\" is [1, 2]; write one integer",
        "letters            | most: 6               | no word has a letter 6 times; \"most\" is at most 5",
        "words              | most: 13              | \"most\" is 13; write an integer from 1 to 12",
        "words              | length: 9223372036854775807 | write an integer from 1 to",
        "words              | 'ask: all, length: 4' | unknown key \"length\"",
        "key-value          | pairs: 1              | \"pairs\" is 1; write an integer from 2",
        "key-value          | 'pairs: 3, distractors: 3' | \"distractors\" is 3; write an integer from 1 to 2",
        "key-value          | depths: 101           | \"depths\" is 101; write an integer from 0 to 100",
        "key-value          | digits: 5             | \"digits\" is 5; write an integer from 6 to 64",
        "needle             | length: 77            | \"length\" is 77; write an integer from 78 to 1000000",
        "needle             | distractors: 26       | \"distractors\" is 26; write an integer from 0 to 25",
        "atlas              | ''                    | \"gate\" is missing",
        "atlas              | gate: open            | unknown gate \"open\"; known are closed-question,",
        "atlas              | 'gate: choice, most: 3' | unknown key \"most\"",
        "atlas              | 'gate: choice, draw: -1' | \"draw\" is -1",
        "atlas-text         | kind: plain           | unknown key \"kind\"",
        "needle             | filler: [a]           | \"filler\" is [a], not a string",
      })
  void refusesOptionsByName(String name, String options, String named) {
    PareException failure = assertThrows(PareException.class, () -> Made.generator(name, options));
    assertTrue(failure.getMessage().startsWith("t generate: "), failure.getMessage());
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  /** 1000 draws of 10: each 100 times, give or take five deviations of 9.5. */
  @Test
  void drawsAreEven() {
    int[] counts = new int[10];
    int[] firsts = new int[10];
    List<Integer> ten = IntStream.range(0, 10).boxed().toList();
    for (int i = 0; i < 1000; i++) {
      Draws draws = new Draws(5, "x", i);
      counts[draws.between(10, 19) - 10]++;
      List<Integer> shuffled = draws.shuffled(ten);
      assertEquals(10, Set.copyOf(shuffled).size());
      firsts[shuffled.get(0)]++;
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(100, counts[i], 47);
      assertEquals(100, firsts[i], 47);
    }
  }
}
