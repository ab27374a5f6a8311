package dev.pare.core.recipe;

import dev.pare.core.json.JsonObject;

/**
 * One step of a recipe.
 *
 * @param kind quantize, cluster, prune …
 * @param method its method: rtn, gptq …
 * @param settings the other keys, checked by the method
 */
public record Step(String kind, String method, JsonObject settings) {}
