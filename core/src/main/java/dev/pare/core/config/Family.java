package dev.pare.core.config;

import java.util.Set;

/**
 * The kinds of decoder-only transformer that Pare runs. Beside each other for one family stand its
 * keys of {@code config.json} ({@link FamilyKeys}), its weights ({@link ModelLayout}) and its
 * forward pass ({@code models}, {@code NAME.ts.py}).
 */
public enum Family {
  /** Llama 1 to 3, SmolLM2, TinyLlama. */
  LLAMA("LlamaForCausalLM", "llama"),
  /** Llama whose layers may see a window only. */
  MISTRAL("MistralForCausalLM", "mistral"),
  /** Qwen2 and 2.5: Llama with biases of query, key and value. */
  QWEN2("Qwen2ForCausalLM", "qwen2"),
  /** Llama whose heads' queries and keys are normalized. */
  QWEN3("Qwen3ForCausalLM", "qwen3"),
  /** Norms before and after, a window in every other layer, capped scores and logits. */
  GEMMA2("Gemma2ForCausalLM", "gemma2"),
  /** Norms before and after and of queries and keys; five layers of six see a window. */
  GEMMA3("Gemma3ForCausalLM", "gemma3_text"),
  /** Phi-3, 3.5 and 4: Llama with query, key and value in one matrix, gate and up in another. */
  PHI3("Phi3ForCausalLM", "phi3"),
  /** Learned positions, LayerNorm, biases everywhere, weights stored [in, out]. */
  GPT2("GPT2LMHeadModel", "gpt2");

  private final String architecture;
  private final String modelType;

  Family(String architecture, String modelType) {
    this.architecture = architecture;
    this.modelType = modelType;
  }

  /** The Hugging Face class of its language models. */
  public String architecture() {
    return architecture;
  }

  /** {@code model_type} of its config.json. */
  public String modelType() {
    return modelType;
  }

  /** Whether each head's queries and keys are normalized before they are rotated. */
  public boolean queryKeyNorms() {
    return this == QWEN3 || this == GEMMA3;
  }

  /** Whether what attention and MLP give is normalized before it is added. */
  public boolean postNorms() {
    return isGemma();
  }

  /** Whether a norm multiplies by 1 + its weight. */
  public boolean normsFromOne() {
    return isGemma();
  }

  /** Whether embeddings are multiplied by √hiddenSize. */
  public boolean scaledEmbeddings() {
    return isGemma();
  }

  /** Whether q, k, v are one matrix, their rows in this order. */
  public boolean fusedQueryKeyValue() {
    return this == PHI3 || this == GPT2;
  }

  /** Whether positions are learned vectors, and not rotations. */
  public boolean learnedPositions() {
    return this == GPT2;
  }

  /** Whether Hugging Face stores its linear layers' weights [in, out] (its Conv1D). */
  public boolean storesTurnedWeights() {
    return this == GPT2;
  }

  /** The names of its MLP's nonlinearity. */
  Set<String> activations() {
    return isGemma() || this == GPT2
        ? Set.of("gelu_pytorch_tanh", "gelu_new")
        : Set.of("silu", "swish");
  }

  private boolean isGemma() {
    return this == GEMMA2 || this == GEMMA3;
  }
}
