package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.StreamingDecoder;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Generated texts, each ended by the first stop text that appears in it. */
final class StoppedTexts implements TokenSink {
  private static final class Text {
    final StreamingDecoder decoder;
    final StringBuilder text = new StringBuilder();
    final List<Integer> tokens = new ArrayList<>();
    String finish = "";

    Text(StreamingDecoder decoder) {
      this.decoder = decoder;
    }
  }

  private final List<Text> texts = new ArrayList<>();
  private final List<String> stops;
  private final int longestStop;

  StoppedTexts(Tokenizer tokenizer, List<String> stops, int requests) {
    this.stops = stops;
    this.longestStop = stops.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < requests; i++) {
      texts.add(new Text(tokenizer.streamingDecoder(true)));
    }
  }

  @Override
  public boolean token(int request, int id) {
    texts.get(request).tokens.add(id);
    return !stopped(texts.get(request), texts.get(request).decoder.accept(id));
  }

  /** Whether a stop text is complete with what came; it and what follows it are cut off. */
  private boolean stopped(Text text, String more) {
    int from = Math.max(0, text.text.length() - longestStop + 1);
    text.text.append(more);
    int end = -1;
    for (String stop : stops) {
      int at = text.text.indexOf(stop, from);
      end = at >= 0 && (end < 0 || at < end) ? at : end;
    }
    if (end < 0) {
      return false;
    }
    text.text.setLength(end);
    text.finish = "stop";
    return true;
  }

  @Override
  public void finished(int request, Finish reason) {
    Text text = texts.get(request);
    if (text.finish.isEmpty() && !stopped(text, text.decoder.finish())) {
      text.finish =
          switch (reason) {
            case STOP_TOKEN -> "end";
            case MAX_TOKENS -> "length";
            case CONTEXT_FULL -> "context";
            case CANCELLED -> "stop";
          };
    }
  }

  String text(int request) {
    return texts.get(request).text.toString();
  }

  /** All that came, a stop text's included. */
  TokenSequence tokens(int request) {
    return new TokenSequence(
        texts.get(request).tokens.stream().mapToInt(Integer::intValue).toArray());
  }

  String finish(int request) {
    return texts.get(request).finish;
  }
}
