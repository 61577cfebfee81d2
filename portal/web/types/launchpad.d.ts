// The types of the launchpad's views and tables. Browsers don't load this file.

declare namespace Launchpad {
  /** The request for a view: the id in the path, or "", and the query of the address. */
  interface Visit {
    id: string;
    query: URLSearchParams;
    /** Aborts when the reader leaves the view. */
    signal: AbortSignal;
  }

  /** Redraw a view in place for another query. */
  type Update = (query: URLSearchParams, signal: AbortSignal) => Promise<unknown>;

  /** What a page shows. Without `update`, another query draws the view from scratch. */
  interface View {
    title: string;
    /** Has one `h1`. */
    content: (Node | string)[];
    update?: Update;
  }

  type Draw = (visit: Visit) => View | Promise<View>;

  interface Column<Item> {
    label: string;
    cell: (item: Item) => Dom.Child;
    /** A value of the API's `sort_by`. */
    sort?: string;
    /** Numeric columns sort in descending order first. */
    numeric?: boolean;
  }

  /** How a list is sorted; `by` is null if the API sorts by relevance. */
  interface Sorting {
    by: string | null;
    order: string;
    search: boolean;
  }

  /** The header of a view. `parent` is the address and the name of the list that the record is in. */
  interface Header {
    parent?: [string, string];
    description?: string;
    action?: Node;
  }

  interface PagedList<Item> {
    getPage: (signal: AbortSignal, query: Api.Query) => Promise<Api.Page<Item>>;
    /** The name of one item. */
    noun: string;
    draw: (items: Item[], query: URLSearchParams) => Node;
    /** The text of an empty list. */
    empty: string;
    /** The parameters of the address that are sent to the API. */
    parameters?: string[];
    /** The parameter of the address that selects the page, by default "page". */
    pageParameter?: string;
  }

  /** A dialog with one action. Signals abort when it closes. */
  interface Dialog {
    title: string;
    /** The label of the button. */
    action: string;
    /** The class of the button. */
    kind: "primary" | "danger";
    /** Return the content. */
    load: (signal: AbortSignal) => Promise<Node[]>;
    act: (signal: AbortSignal) => Promise<unknown>;
  }

  /** A group or a study activity to launch. */
  interface Choice {
    id: number;
    name: string;
    word_count?: number;
  }

  /** A reset of the portal, and the texts that explain it. */
  interface Reset {
    path: "/reset_history" | "/full_reset";
    title: string;
    about: string;
    deleted: string;
    kept: string;
  }
}
