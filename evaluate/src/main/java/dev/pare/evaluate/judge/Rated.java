package dev.pare.evaluate.judge;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a judge thinks of one answer.
 *
 * @param scores from 0 to 1 by name; empty where a reply was unreadable
 * @param pair how it fared against the other answer; empty where there is none, or unreadable
 * @param replies as they came
 * @param unreadable how many of them
 */
record Rated(
    Map<String, Double> scores, Optional<PairVerdict> pair, List<String> replies, int unreadable) {}
