package dev.pare.core.gguf;

/** Where a tensor begins, counted from the first byte of all tensors. */
record Region(GgufEntry entry, long begin) {}
