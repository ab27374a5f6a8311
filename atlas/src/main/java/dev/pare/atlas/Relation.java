package dev.pare.atlas;

/**
 * A kind of fact.
 *
 * @param name such as {@code capital}
 * @param domain {@code countries}, {@code elements} or {@code arts}
 * @param label what the object is to the subject, in words
 * @param open whether more may be true than the tables say: nothing is called false of it
 * @param subjectKind which things it tells of: all relations of the same kind share their subjects
 */
public record Relation(
    String name, String domain, String label, boolean open, String subjectKind, Frames frames) {}
