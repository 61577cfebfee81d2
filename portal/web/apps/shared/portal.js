// The requests for what a learning app shows.

import { property } from "../../common/json.js";
import { isProblem, request } from "../../common/request.js";

/** A failed request. `message` is for the learner. `final` is true if retrying can't help. */
export class PortalError extends Error {
  constructor(message = "", final = false) {
    super(message);
    this.final = final;
  }
}

export class Portal {
  /** @param {Apps.Launch} launch */
  constructor(launch) {
    this.launch = launch;
  }

  session() {
    return this.#get(`/study_sessions/${this.launch.sessionId}`, "group_name");
  }

  async words() {
    const words = [];
    for (let page = 1, last = 1; page <= last; page++) {
      const query = `?sort_by=id&items_per_page=100&page=${page}`;
      const response = await this.#get(`/groups/${this.launch.groupId}/words`, "pagination", query);
      words.push(...response.items);
      last = response.pagination.total_pages;
    }
    return words;
  }

  due() {
    return this.#get("/words/due", "items", `?group_id=${this.launch.groupId}`);
  }

  // A response without `key` isn't the portal's.
  /** @template {string} Path @param {Path} path @param {string} key @param {string} [query] */
  async #get(path, key, query = "") {
    const { status, body } = await request(this.launch.api + path + query);
    if (status === 200 && property(body, key)) return /** @type {Api.Get<Path>} */ (body);
    const final = status === 404 && isProblem(body, 404);
    let message = `The portal can’t answer just now (${status}). Please try again in a moment.`;
    if (status === 0) message = "The portal can’t be reached. Is there a network?";
    if (final) message = "The portal no longer has this session or group. Please launch the app again.";
    throw new PortalError(message, final);
  }
}
