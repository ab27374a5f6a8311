/**
 * Servers that fail for a while, and how long they are borne with: {@link
 * dev.pare.models.http.Retries} by {@link dev.pare.models.http.Patience}.
 */
package dev.pare.models.http;
