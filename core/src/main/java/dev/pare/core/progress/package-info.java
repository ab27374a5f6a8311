/** How far long work is: {@link dev.pare.core.progress.Progress}, called by it, shown by others. */
package dev.pare.core.progress;
