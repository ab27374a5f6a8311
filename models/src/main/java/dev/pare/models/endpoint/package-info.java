/**
 * Models that others run: {@link dev.pare.models.endpoint.ChatEndpoint} asks a server that speaks
 * OpenAI's chat completions, as llama.cpp, vLLM, Ollama and hosted models do.
 */
package dev.pare.models.endpoint;
