// Groups: all of them, and one with its words and its study sessions.

import { get } from "../api.js";
import { element, link } from "../dom.js";
import { number, plural } from "../format.js";
import { heading, section } from "../parts/layout.js";
import { launchAnActivity } from "../parts/launch.js";
import { pagedList } from "../parts/paged_list.js";
import { sessionList } from "../parts/session_list.js";
import { table } from "../parts/table.js";
import { wordList } from "../parts/word_list.js";

/** @type {import("../parts/table.js").Column[]} */
const COLUMNS = [
  { label: "Name", sort: "name", cell: (group) => link(`/groups/${group.id}`, group.name) },
  { label: "Words", sort: "word_count", numeric: true, cell: (group) => number(group.word_count) },
];

/** @param {import("../router.js").Visit} visit */
export async function groups({ query, signal }) {
  const list = pagedList({
    path: "/groups",
    noun: "group",
    parameters: ["sort_by", "order"],
    draw: (items, asked) =>
      table("Groups", COLUMNS, items, {
        key: asked.get("sort_by") ?? "name",
        order: asked.get("order") ?? "asc",
      }),
    empty: () => element("p", {}, "There are no groups of words yet."),
  });
  await list.update(query, signal);
  return { title: "Groups", content: [heading("Groups"), list.element], update: list.update };
}

/** @param {import("../router.js").Visit} visit */
export async function group({ id, query, signal }) {
  const words = wordList(`/groups/${id}/words`);
  const sessions = sessionList(`/groups/${id}/study_sessions`, {
    without: "Group",
    pageParameter: "sessions_page",
  });
  /** @type {NonNullable<import("../router.js").View["update"]>} */
  const update = (asked, aborted) =>
    Promise.all([words.update(asked, aborted), sessions.update(asked, aborted)]);
  const [found] = await Promise.all([get(`/groups/${id}`, signal), update(query, signal)]);
  return {
    title: found.name,
    content: [
      heading(found.name, {
        within: ["/groups", "Groups"],
        about: plural(found.stats.total_word_count, "word"),
        action: launchAnActivity(found),
      }),
      section("Words", words.element),
      section("Study sessions", sessions.element),
    ],
    update,
  };
}
