package dev.pare.core.tokenizer;

/** The metadata keys of GGUF that tell the tokenizer, and the numbers of token types. */
final class GgufKeys {
  static final String PREFIX = "tokenizer.ggml.";
  static final String MODEL = PREFIX + "model";
  static final String PRE = PREFIX + "pre";
  static final String TOKENS = PREFIX + "tokens";
  static final String SCORES = PREFIX + "scores";
  static final String TYPES = PREFIX + "token_type";
  static final String MERGES = PREFIX + "merges";
  static final String BOS = PREFIX + "bos_token_id";
  static final String EOS = PREFIX + "eos_token_id";
  static final String EOT = PREFIX + "eot_token_id";
  static final String EOM = PREFIX + "eom_token_id";
  static final String UNKNOWN = PREFIX + "unknown_token_id";
  static final String PADDING = PREFIX + "padding_token_id";
  static final String ADD_BOS = PREFIX + "add_bos_token";
  static final String ADD_EOS = PREFIX + "add_eos_token";
  static final String ADD_SPACE_PREFIX = PREFIX + "add_space_prefix";
  static final String CHAT_TEMPLATE = "tokenizer.chat_template";
  static final String CHAT_TEMPLATES = "tokenizer.chat_templates";

  /** SentencePiece's byte-pair encoding: scores, and bytes for what has no token. */
  static final String LLAMA = "llama";

  /** GPT-2's byte-level byte-pair encoding: merges. */
  static final String GPT2 = "gpt2";

  static final int TYPE_NORMAL = 1;
  static final int TYPE_UNKNOWN = 2;
  static final int TYPE_CONTROL = 3;
  static final int TYPE_USER_DEFINED = 4;
  static final int TYPE_UNUSED = 5;
  static final int TYPE_BYTE = 6;

  private GgufKeys() {}
}
