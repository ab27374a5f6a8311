/**
 * What a MODEL may be called, and how it gets here: paths, entries of archives, the Hugging Face
 * hub, Maven, the web, what comes with Pare (docs/references.md, docs/adr/0011).
 *
 * <p>Entry: {@link dev.pare.models.reference.ModelReference} (the names) and {@link
 * dev.pare.models.reference.ModelStore} (name to {@link dev.pare.models.reference.ModelLocation}).
 * Reading order: {@code ZipArchive}, {@code ArchiveModels} and {@code Unpacking} (entries); {@code
 * BundledModels} (entries of Pare's own jar); {@code Http}, {@code Download} and {@code
 * PartialFile} (bytes over a network that fails); {@code Hub}, {@code HubSelection} and {@code
 * HubCache} (Hugging Face); {@code UrlCache}, {@code MavenArtifacts}; {@code CachedModels} (what is
 * here).
 */
package dev.pare.models.reference;
