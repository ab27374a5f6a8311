"""Writes the GGUF files that GgufCheckpointTest opens, with the model they hold in Hugging Face's form.

    pip install -r oracles/requirements.txt gguf
    python oracles/gguf_golden.py LLAMA_CPP core/src/test/resources/dev/pare/core/golden/gguf

Random Llamas: "quantized" (blocks, tied, Llama 3's rope scaling) and "biased" (floats, biases, an untied head, heads of
a width of their own). NAME/model.gguf is written by gguf-py, its query and key rows permuted by llama.cpp's converter
(LLAMA_CPP is its checkout); NAME/decoded.safetensors holds what gguf-py decodes each weight to, before that permutation,
and NAME/config.json is transformers'. Where transformers can read the file (no biases), it must give the same weights.
"""

import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from safetensors.numpy import save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

LLAMA3 = {"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 64}
MODELS = {
    "quantized": dict(
        config=dict(hidden_size=32, intermediate_size=64, num_attention_heads=4, num_key_value_heads=2, vocab_size=40,
                    tie_word_embeddings=True, rope_parameters=LLAMA3),
        types=[("q_proj", T.Q4_0), ("k_proj", T.Q8_0), ("v_proj", T.Q5_1), ("o_proj", T.F16), ("gate_proj", T.Q4_1),
               ("up_proj", T.Q5_0), ("embed_tokens", T.Q8_0), ("down_proj", T.Q4_0)]),
    "biased": dict(
        config=dict(hidden_size=36, intermediate_size=20, num_attention_heads=3, num_key_value_heads=1, vocab_size=31,
                    head_dim=10, attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
                    rope_parameters={"rope_type": "linear", "rope_theta": 20000.0, "factor": 2.0}),
        types=[("q_proj.weight", T.BF16), ("k_proj.weight", T.F16), ("down_proj.weight", T.BF16)]),
}


def names(config):
    known = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    return lambda name: known.get_name(name, try_suffixes=(".weight", ".bias"))


def write(config, weights, types, permute, target):
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    rope = config.rope_parameters
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_token_list([f"token {i}" for i in range(config.vocab_size)])
    writer.add_bos_token_id(config.bos_token_id)
    writer.add_eos_token_id(config.eos_token_id)
    if rope["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(rope["factor"])
    else:
        plain = 1 / rope["rope_theta"] ** (np.arange(0, config.head_dim, 2) / config.head_dim)
        scaled = LlamaRotaryEmbedding(config).inv_freq.double().numpy()
        writer.add_tensor("rope_freqs.weight", np.round(plain / scaled, 6).astype(np.float32))
    gguf_name, decoded = names(config), {}
    for name, w in weights.items():
        type = next((t for part, t in types if part in name), T.F32)
        decoded[name] = gguf.quants.dequantize(gguf.quants.quantize(w, type), type).astype(np.float32)
        heads = config.num_key_value_heads if "k_proj" in name else config.num_attention_heads
        turned = permute(torch.from_numpy(w), heads, heads).numpy() if "q_proj" in name or "k_proj" in name else w
        writer.add_tensor(gguf_name(name), gguf.quants.quantize(np.ascontiguousarray(turned), type), raw_dtype=type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return decoded


def main(llama_cpp, target):
    sys.path.insert(0, llama_cpp)
    from conversion.llama import LlamaModel

    for name, model in MODELS.items():
        folder = Path(target, name)
        folder.mkdir(parents=True, exist_ok=True)
        config = LlamaConfig(num_hidden_layers=2, max_position_embeddings=128, rms_norm_eps=1e-5,
                             bos_token_id=1, eos_token_id=2, architectures=["LlamaForCausalLM"], **model["config"])
        config.save_pretrained(folder)
        torch.manual_seed(7)
        plain = LlamaForCausalLM(config)
        for parameter in plain.parameters():
            torch.nn.init.normal_(parameter, 0, 0.3)
        weights = {k: v.numpy() for k, v in plain.state_dict().items() if k != "lm_head.weight" or not config.tie_word_embeddings}
        decoded = write(config, weights, model["types"], LlamaModel.permute, folder / "model.gguf")
        save_file(decoded, folder / "decoded.safetensors")
        if config.attention_bias:
            continue
        read = LlamaForCausalLM.from_pretrained(folder, gguf_file="model.gguf", dtype=torch.float32).state_dict()
        assert all(np.array_equal(read[k].numpy(), w) for k, w in decoded.items()), "transformers reads it otherwise"
        print(f"{name}: transformers reads the same {len(decoded)} weights")


if __name__ == "__main__":
    main(*sys.argv[1:])
