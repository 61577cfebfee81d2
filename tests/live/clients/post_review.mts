// Launches a learning app, posts a review and reads it back, with types made by openapi-typescript.
// The argument is the portal's URL. Prints the session's words with their counts as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./portal.js";

declare const process: { argv: string[] };

type Schemas = components["schemas"];

const portal = createClient<paths>({ baseUrl: process.argv[2] });

function expectData<T>(answer: { data?: T; error?: Schemas["Problem"] }): T {
    if (answer.data === undefined) {
        throw new Error(JSON.stringify(answer.error));
    }
    return answer.data;
}

const launched = expectData(
    await portal.POST("/api/study_activities", { body: { group_id: 1, study_activity_id: 1 } }),
);
const path = { study_session_id: launched.id, word_id: 1 };
const review = expectData(
    await portal.POST("/api/study_sessions/{study_session_id}/words/{word_id}/review", {
        params: { path },
        body: { correct: true },
    }),
);
const success: true = review.success;

// The compiler refuses what the portal would refuse.
const refused = await portal.POST("/api/study_sessions/{study_session_id}/words/{word_id}/review", {
    params: { path },
    // @ts-expect-error `correct` is a boolean
    body: { correct: "yes" },
});
if (refused.error?.errors?.[0]?.path !== "correct") {
    throw new Error(JSON.stringify(refused));
}

const words = expectData(
    await portal.GET("/api/study_sessions/{study_session_id}/words", {
        params: { path, query: { items_per_page: 10 } },
    }),
);
const counts = words.items.map((word) => [word.id, word.correct_count, word.wrong_count]);
console.log(JSON.stringify({ success, counts }));
