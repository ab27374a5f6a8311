/* Prints llama.cpp's logits for token ids: one line a position, to compare with the files of family_golden.py.
 *
 *     cc -O2 -I LLAMA_CPP/include -I LLAMA_CPP/ggml/include oracles/gguf_logits.c -o gguf_logits \
 *        -L LLAMA_CPP/build/bin -lllama -lggml -lggml-base -Wl,-rpath,LLAMA_CPP/build/bin
 *     gguf_logits model.gguf 3 1 4 1 5
 */
#include <llama.h>
#include <stdio.h>
#include <stdlib.h>

static void quiet(enum ggml_log_level level, const char *text, void *data) {
  if (level >= GGML_LOG_LEVEL_ERROR) fputs(text, stderr);
}

int main(int argc, char **argv) {
  llama_log_set(quiet, NULL);
  int n = argc - 2;
  struct llama_model *model = llama_model_load_from_file(argv[1], llama_model_default_params());
  if (!model) return 1;
  struct llama_context_params params = llama_context_default_params();
  params.n_ctx = params.n_batch = params.n_ubatch = 256;
  params.type_k = params.type_v = GGML_TYPE_F32;
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
  struct llama_context *context = llama_init_from_model(model, params);
  struct llama_batch batch = llama_batch_init(n, 0, 1);
  for (int i = 0; i < n; i++) {
    batch.token[i] = atoi(argv[i + 2]);
    batch.pos[i] = i;
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = 0;
    batch.logits[i] = 1;
  }
  batch.n_tokens = n;
  if (llama_decode(context, batch)) return 1;
  int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
  for (int i = 0; i < n; i++) {
    float *logits = llama_get_logits_ith(context, i);
    for (int j = 0; j < vocabulary; j++) printf("%.6g%c", logits[j], j + 1 < vocabulary ? ' ' : '\n');
  }
  return 0;
}
