package dev.pare.atlas;

/** A piece of a document. It begins where a word, a blank or a line end begins. */
public record Segment(Part part, String text) {}
