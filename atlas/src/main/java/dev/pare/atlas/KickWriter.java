package dev.pare.atlas;

/** Makes documents of a kind that LLM-KICK asks too. */
interface KickWriter {
  /**
   * @param kick whether in LLM-KICK's prompts
   */
  Document write(Chance chance, boolean kick);

  /**
   * @param percent of the documents that are in LLM-KICK's prompts
   */
  default Writer kick(int percent) {
    return chance -> write(chance, chance.percent(percent));
  }
}
