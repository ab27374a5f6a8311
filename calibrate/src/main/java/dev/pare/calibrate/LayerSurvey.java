package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import java.util.List;

/** A model as it is, before the first of its layers changes, and what they see in it. */
public interface LayerSurvey {
  Checkpoint model();

  /** Those that are to be compressed, in checkpoint order. */
  List<LayerId> layers();

  /** What a layer sees; without a gram. */
  InputStatistics inputs(LayerId layer);
}
