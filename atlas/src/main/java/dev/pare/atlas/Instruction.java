package dev.pare.atlas;

import java.util.List;

/**
 * An instruction, a response that follows it, and what a program checks of any response.
 *
 * @param constraints lines such as {@code max-words 3}, {@code require moon}, {@code bullets 2},
 *     {@code upper-case}, {@code json}
 */
record Instruction(String task, String text, String response, List<String> constraints) {
  String prompt() {
    return "Instruction: " + text + "\nResponse:";
  }
}
