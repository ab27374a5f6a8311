/**
 * Facts as subject, relation and object, and how they are said in words.
 *
 * <p>Entry class: {@link dev.pare.evaluate.triple.TripleSource}, which reads files in any of {@link
 * dev.pare.evaluate.dataset.DatasetFormat}'s layouts into a {@link
 * dev.pare.evaluate.triple.KnowledgeGraph}. Reading order: {@link dev.pare.evaluate.triple.Triple},
 * {@link dev.pare.evaluate.triple.Wording}, {@link dev.pare.evaluate.triple.KnowledgeGraph}.
 *
 * <p>Package {@code dev.pare.evaluate.generate} makes questions of them.
 */
package dev.pare.evaluate.triple;
