// The types of the apps' shared modules. Browsers don't load this file.

declare namespace Apps {
  /** The parameters of the URL with which the portal opens an app. `api` has no closing slash. */
  interface Launch {
    api: string;
    sessionId: string;
    groupId: string;
    returnUrl: string;
  }

  /** Show the exercise, and return a function that asks for one word. */
  type StartExercise = (show: (...nodes: Node[]) => void) => AskWord;

  /** Ask for a word, and record the answer. The promise resolves when the next word can follow. */
  type AskWord = (word: Api.Word, record: (correct: boolean) => void) => Promise<void>;

  /** The words that the learner can practise. */
  interface Offer {
    words: Api.Word[];
    due: Api.DueWords;
  }

  /** A part of the typed answer that agrees, or not, with a part of the right one. */
  interface Run {
    same: boolean;
    typed: string;
    wanted: string;
  }

  /** `near` is true for an answer with few wrong letters. */
  interface Verdict {
    right: boolean;
    near: boolean;
    distance: number;
    runs: Run[];
  }

  /**
   * A step of an alignment of two words: how many letters of each it takes, and the distance from
   * its start to the end.
   */
  interface Step {
    typed: number;
    wanted: number;
    same: boolean;
    distance: number;
  }

  interface RadioButton {
    value: string;
    label: string;
    disabled?: boolean;
  }
}
