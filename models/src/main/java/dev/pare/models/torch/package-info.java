/**
 * libtorch for the rest of Pare, and the only package that sees DJL. Entry: {@link
 * dev.pare.models.torch.Torch}.
 */
package dev.pare.models.torch;
