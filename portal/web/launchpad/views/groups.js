// The list of groups, and the page of one group with its words and study sessions.

import { get } from "../api.js";
import { link } from "../../common/dom.js";
import { number, plural } from "../format.js";
import { launchOnGroup } from "../parts/launch.js";
import { heading, section } from "../parts/layout.js";
import { pagedList } from "../parts/paged_list.js";
import { sessionList } from "../parts/session_list.js";
import { sorting, table } from "../parts/table.js";
import { wordList } from "../parts/word_list.js";

/** @type {Launchpad.Column<Api.Group>[]} */
const COLUMNS = [
  { label: "Name", sort: "name", cell: ({ id, name }) => link(`/groups/${id}`, name) },
  { label: "Words", sort: "word_count", numeric: true, cell: ({ word_count: count }) => number(count) },
  { label: "Studied", numeric: true, cell: ({ words_studied_count: count }) => number(count) },
  { label: "Mastered", numeric: true, cell: ({ words_mastered_count: count }) => number(count) },
];

/** @type {Launchpad.Draw} */
export async function groups({ query, signal }) {
  const list = pagedList({
    getPage: (...request) => get("/groups", ...request),
    noun: "group",
    parameters: ["sort_by", "order"],
    draw: (items, query) => table("Groups", COLUMNS, items, sorting(query, "name")),
    empty: "There are no groups of words yet.",
  });
  await list.update(query, signal);
  return { title: "Groups", content: [heading("Groups"), list.element], update: list.update };
}

/** @type {Launchpad.Draw} */
export async function group({ id, query, signal }) {
  const words = wordList(`/groups/${id}/words`);
  const sessions = sessionList(`/groups/${id}/study_sessions`, "Group", "sessions_page");
  /** @type {Launchpad.Update} */
  const update = (...request) => Promise.all([words, sessions].map((list) => list.update(...request)));
  const [found] = await Promise.all([get(`/groups/${id}`, signal), update(query, signal)]);
  return {
    title: found.name,
    content: [
      heading(found.name, {
        parent: ["/groups", "Groups"],
        description: plural(found.stats.total_word_count, "word"),
        action: launchOnGroup(found),
      }),
      section("Words", words.element),
      section("Study sessions", sessions.element),
    ],
    update,
  };
}
