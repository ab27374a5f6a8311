package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.models.BlockInput;
import java.util.List;

/**
 * A {@link LayerSurvey} that was saved.
 *
 * @param saved of this model, open as long as this is used
 */
record SavedSurvey(Checkpoint model, List<LayerId> layers, SavedStatistics saved)
    implements LayerSurvey {
  @Override
  public InputStatistics inputs(LayerId layer) {
    int width = model.tensor(layer.name()).shape().columns();
    return saved.read(layer.block(), BlockInput.of(layer.name()), width, false);
  }
}
