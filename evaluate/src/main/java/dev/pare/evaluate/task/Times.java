package dev.pare.evaluate.task;

import java.util.Optional;

/**
 * @param model how fast the model answered
 * @param baseline how fast the baseline did
 * @param seconds of the whole evaluation, models' loading included
 */
record Times(Speed model, Optional<Speed> baseline, double seconds) {}
