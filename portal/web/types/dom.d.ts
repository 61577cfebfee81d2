// The types of `el`, which makes an element, as global types: `Dom.Attributes`.
// Browsers don't load this file.

declare namespace Dom {
  /** The element that a selector makes: an HTMLParagraphElement for "p" and for "p.muted". */
  type ElementOf<Selector extends string> = Selector extends `${infer Tag}.${string}`
    ? ElementOf<Tag>
    : Selector extends keyof HTMLElementTagNameMap
      ? HTMLElementTagNameMap[Selector]
      : HTMLElement;

  /** True sets an empty attribute. Null, undefined and false set none. */
  type Value = string | number | boolean | null | undefined;

  type Listeners = {
    [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => unknown;
  };

  type Name =
    | "accept" | "alt" | "autocapitalize" | "autocomplete" | "autocorrect" | "checked" | "class" | "datetime"
    | "disabled" | "for" | "hidden" | "href" | "id" | "lang" | "maxlength" | "name" | "placeholder"
    | "required" | "role" | "rows" | "scope" | "spellcheck" | "src" | "tabindex" | "title" | "type" | "value"
    | `aria-${string}` | `data-${string}`;

  type Attributes = Listeners & { [name in Name]?: Value };

  type Child = Node | string | null | undefined | false;
  type Content = Child | Child[];
}
