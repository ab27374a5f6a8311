/**
 * JSON in and out by streaming: {@link dev.pare.core.json.Json} reads, {@link
 * dev.pare.core.json.JsonObject} names file and key in its errors, {@link
 * dev.pare.core.json.JsonWriting} writes; {@link dev.pare.core.json.Yaml} reads what people write.
 */
package dev.pare.core.json;
