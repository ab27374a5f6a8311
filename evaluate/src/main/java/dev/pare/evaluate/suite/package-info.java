/**
 * Suites: tasks in families that together examine a model, such as LLM-KICK's five.
 *
 * <p>Entry class: {@link dev.pare.evaluate.suite.Suites}. Reading order: {@link
 * dev.pare.evaluate.suite.Suite} (data: YAML), {@link dev.pare.evaluate.suite.SuiteTask} (what can
 * be asked with the data that is there), {@link dev.pare.evaluate.suite.SuiteResult} (the families'
 * verdicts).
 */
package dev.pare.evaluate.suite;
