package dev.pare.evaluate.triple;

/** A fact: {@code (Nebraska, capital, Lincoln)}. */
public record Triple(String subject, String relation, String object) {}
