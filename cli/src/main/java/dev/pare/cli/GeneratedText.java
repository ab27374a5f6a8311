package dev.pare.cli;

import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.StreamingDecoder;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects a continuation and shows it as it comes, whole characters at a time. */
final class GeneratedText implements TokenSink {
  private final OutputFormat format;
  private final StreamingDecoder decoder;
  private final int vocabularySize;
  private final List<Integer> ids = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String reason = "";

  /** Decoding goes on from the prompt, so that a first word keeps the space before it. */
  GeneratedText(Tokenizer tokenizer, int[] prompt, OutputFormat format) {
    this.format = format;
    this.decoder = tokenizer.streamingDecoder(true);
    this.vocabularySize = tokenizer.vocabularySize();
    for (int id : prompt) {
      decoder.accept(id);
    }
  }

  @Override
  public boolean token(int request, int id) {
    ids.add(id);
    if (id < vocabularySize) { // a padded embedding has ids beyond, which spell nothing
      show(decoder.accept(id));
    }
    return true;
  }

  @Override
  public void finished(int request, Finish finish) {
    reason = finish.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What was held back for a character that did not end; nothing more comes. */
  String finish() {
    String rest = decoder.finish();
    text.append(rest);
    return rest;
  }

  private void show(String piece) {
    text.append(piece);
    format.stream(piece);
  }

  String text() {
    return text.toString();
  }

  List<Integer> ids() {
    return ids;
  }

  String reason() {
    return reason;
  }
}
