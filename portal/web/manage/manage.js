// The page for teachers: a list of words is previewed, then imported.

import { el, link } from "../common/dom.js";
import { get, getAll, importWords } from "../launchpad/api.js";
import { number, plural } from "../launchpad/format.js";
import { card, facts, heading } from "../launchpad/parts/layout.js";
import { problem } from "../launchpad/parts/problem.js";
import { table } from "../launchpad/parts/table.js";
import { german, grammar, withArticle } from "../launchpad/parts/word.js";

const TEXT = "text/csv";
/** The media types of files, by the ending of their names. @type {Record<string, string>} */
const TYPES = {
  csv: TEXT,
  txt: TEXT,
  tsv: "text/tab-separated-values",
  json: "application/json",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xls: "application/vnd.ms-excel",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
};
const SHOWN = 100; // rows of a report

/** @type {Launchpad.Column<Api.ImportedRow>[]} */
const COLUMNS = [
  { label: "Row", numeric: true, cell: ({ line, row }) => number(line ?? row + 1) },
  { label: "German", cell: ({ word }) => word && german(withArticle({ ...word, id: 0 })) },
  { label: "English", cell: ({ word }) => word?.english },
  { label: "Understood", cell: ({ word }) => word && facts(grammar(word.parts)) },
  { label: "Result", cell: ({ outcome, reason, note }) => [outcome, reason, note].filter(Boolean).join(": ") },
];

/** @type {Launchpad.Draw} */
export const manage = ({ signal }) => ({
  title: "Manage",
  content: [heading("Manage", { description: "For teachers: add words to the vocabulary." }), importer(signal)],
});

/** Make the form that imports a list. @param {AbortSignal} signal */
function importer(signal) {
  const file = el("input.field", { type: "file", accept: Object.keys(TYPES).map((ending) => `.${ending}`).join() });
  const rows = el("textarea.field", { rows: 6, placeholder: "der Tisch, -e\ttable" });
  const group = el("input.field", { maxlength: 500, autocomplete: "off" });
  const asWritten = el("input", { type: "checkbox" });
  const result = el("div.report", { "aria-live": "polite" });

  /** @param {boolean} dryRun */
  async function run(dryRun) {
    result.replaceChildren(el("p.muted", "One moment…"));
    try {
      const query = { dry_run: `${dryRun}`, group: group.value.trim(), as_written: `${asWritten.checked}` };
      const report = await importWords(list(), query, signal);
      const opened = !dryRun && query.group && (await groupNamed(query.group, signal));
      const confirm = el("button.button.primary", { type: "button", onclick: () => run(false) }, "Import these words");
      result.replaceChildren(
        ...summary(report),
        dryRun ? (report.created + report.updated > 0 && confirm) || "" : "",
        opened ? link(`/groups/${opened.id}`, `Open the group ${opened.name}`) : "",
        table("Rows", COLUMNS, report.rows.slice(0, SHOWN)),
        report.rows.length > SHOWN ? el("p.muted", `The first ${SHOWN} of ${plural(report.rows.length, "row")}.`) : "",
      );
      (dryRun ? confirm : result.querySelector("a"))?.focus();
    } catch (error) {
      if (!signal.aborted) result.replaceChildren(problem(error, () => run(dryRun)));
    }
  }

  /** Return what is to be imported: the file or, without one, the rows. */
  function list() {
    const [chosen] = file.files ?? [];
    if (!chosen) return new Blob([rows.value], { type: TEXT });
    const ending = chosen.name.split(".").at(-1)?.toLowerCase() ?? "";
    return chosen.slice(0, chosen.size, TYPES[ending] ?? TEXT);
  }

  /** @param {SubmitEvent} event */
  const onsubmit = (event) => {
    event.preventDefault();
    run(true);
  };
  /** @param {DragEvent} event */
  const ondrop = (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) file.files = event.dataTransfer.files;
  };
  /** @param {DragEvent} event */
  const ondragover = (event) => event.preventDefault();
  const form = el(
    "form.stack",
    { onsubmit, ondrop, ondragover },
    el("label", "A file of Excel, LibreOffice, CSV or JSON; it can be dropped here", file),
    el("label", "Or rows to paste, from a spreadsheet or an app", rows),
    el("label", "The group for all words", group),
    el("label.check", asWritten, "Take the German text as it is, with articles and plurals"),
    el("button.button", "Show a preview"),
  );
  return card("Import a list of words", form, result);
}

/** @param {Api.ImportReport} report */
function summary({ dry_run: dryRun, created, updated, unchanged, refused, notes }) {
  const would = dryRun ? "would be " : "";
  const counts = [
    `${plural(created, "word")} ${would}created`,
    `${number(updated)} ${would}updated`,
    `${number(unchanged)} unchanged`,
    `${number(refused)} refused`,
  ];
  return [el("p", { role: "status" }, `${counts.join(", ")}.`), ...notes.map((note) => el("p.muted", note))];
}

/** @param {string} name @param {AbortSignal} signal */
async function groupNamed(name, signal) {
  /** @type {Api.Group[]} */
  const groups = await getAll((query) => get("/groups", signal, query));
  return groups.find((group) => group.name === name);
}
