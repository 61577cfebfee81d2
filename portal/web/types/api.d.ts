// The requests and responses of the API that the pages use, as global types: `Api.Word`.
// `/api/openapi.json` describes the whole API. Browsers don't load this file.

declare namespace Api {
  type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

  interface Counts {
    correct_count: number;
    wrong_count: number;
  }

  interface Word {
    id: number;
    german: string;
    english: string;
    /** Grammar and examples, in any form that the word list had. */
    parts: Json;
  }

  type CountedWord = Word & Counts;

  interface WordDetails extends Word {
    suspended: boolean;
    revision: number;
    stats: Counts;
    groups: { id: number; name: string }[];
  }

  /** How well a word is remembered; null where it was never studied. */
  interface WordMemory {
    word_id: number;
    stability: number | null;
    retrievability: number | null;
    due_at: string | null;
  }

  /** `due_at` is null if the word is new. */
  interface DueWord extends CountedWord {
    due_at: string | null;
  }

  /** The words to practise next, the most urgent first; the counts are of all such words. */
  interface DueWords {
    items: DueWord[];
    due_count: number;
    new_count: number;
  }

  interface Group {
    id: number;
    name: string;
    word_count: number;
    words_studied_count: number;
    words_mastered_count: number;
  }

  interface GroupDetails {
    id: number;
    name: string;
    stats: { total_word_count: number };
  }

  interface StudyActivity {
    id: number;
    name: string;
    thumbnail_url: string;
    description: string;
    launch_url: string;
  }

  /** Times are ISO 8601 with the offset of the portal's time zone. */
  interface StudySession extends Counts {
    id: number;
    group_id: number;
    group_name: string;
    study_activity_id: number;
    activity_name: string;
    start_time: string;
    end_time: string;
    review_items_count: number;
  }

  interface Launch {
    group_id: number;
    study_activity_id: number;
  }

  interface Launched extends Launch {
    id: number;
    launch_url: string;
  }

  interface StudyProgress {
    total_words_studied: number;
    total_available_words: number;
  }

  interface QuickStats {
    /** In percent. */
    success_rate: number;
    total_study_sessions: number;
    total_active_groups: number;
    study_streak_days: number;
  }

  /** `day` is YYYY-MM-DD. */
  interface StudyDay extends Counts {
    day: string;
    study_session_count: number;
    review_items_count: number;
  }

  /** The days of a period that have a study session or a review, oldest first. */
  interface StudyDays {
    from: string;
    to: string;
    items: StudyDay[];
  }

  /** Reviews whose recall was predicted alike. Both are probabilities. */
  interface CalibrationBin {
    review_items_count: number;
    predicted: number;
    actual: number;
  }

  /** `rmse` is null without reviews. */
  interface Calibration {
    items: CalibrationBin[];
    review_items_count: number;
    rmse: number | null;
  }

  /** `backup` is the name of a file with the data from before the reset. */
  interface Reset {
    backup: string;
  }

  /** One review of a batch. `created_at` is ISO 8601 with an offset. */
  interface Review {
    review_id: string;
    word_id: number;
    correct: boolean;
    created_at: string;
  }

  /** An error in one key of a payload or a query. */
  interface Fault {
    path: string;
    message: string;
  }

  interface Pagination {
    current_page: number;
    total_pages: number;
    total_items: number;
    items_per_page: number;
  }

  interface Page<Item> {
    items: Item[];
    pagination: Pagination;
  }

  type Query = Record<string, string | number | null | undefined>;

  type WordsPath = "/words" | `/groups/${string}/words`;
  type SessionsPath = "/study_sessions" | `/${"groups" | "study_activities"}/${string}/study_sessions`;

  /** Responses to GET requests with a constant path below `/api`. */
  interface Responses {
    "/words/due": DueWords;
    "/groups": Page<Group>;
    "/study_activities": Page<StudyActivity>;
    "/dashboard/last_study_session": StudySession | null;
    "/dashboard/study_progress": StudyProgress;
    "/dashboard/quick-stats": QuickStats;
    "/dashboard/study_days": StudyDays;
    "/dashboard/calibration": Calibration;
  }

  /** The response to a GET request, by its path below `/api`. */
  type Get<Path extends string> = Path extends keyof Responses
    ? Responses[Path]
    : Path extends WordsPath | `/study_sessions/${string}/words`
      ? Page<CountedWord>
      : Path extends SessionsPath
        ? Page<StudySession>
        : Path extends `/words/${string}/memory`
          ? WordMemory
          : Path extends `/words/${string}`
            ? WordDetails
            : Path extends `/groups/${string}`
              ? GroupDetails
              : Path extends `/study_activities/${string}`
                ? StudyActivity
                : Path extends `/study_sessions/${string}`
                  ? StudySession
                  : never;

  /** The result of a row of a list; `word` is how the row was understood, in a dry run. */
  interface ImportedRow {
    row: number;
    line?: number;
    outcome: "created" | "updated" | "unchanged" | "refused";
    word_id?: number | null;
    reason?: string;
    note?: string;
    word?: { german: string; english: string; parts: Json };
  }

  interface ImportReport {
    dry_run: boolean;
    created: number;
    updated: number;
    unchanged: number;
    refused: number;
    notes: string[];
    rows: ImportedRow[];
  }

  /** Paths that are switched on by PUT and off by DELETE. */
  type Switch = `/words/${number}/suspension`;
  type Deletable = Switch | `/words/${number}`;

  /** The response to a POST request, by its path below `/api`. */
  interface Post {
    "/study_activities": Launched;
    "/reset_history": Reset;
    "/full_reset": Reset;
  }
}
