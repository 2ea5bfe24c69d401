/** Texts that exports write where there is no user. */
export const noUser =
  /^(null|none|nan|nil|na|n\/a|undefined|unknown|anonymous|guest|\(not set\)|0|-1|-|匿名|游客|未知)$/i;

/** Names of amounts in hundredths of the currency. */
export const minorWords = /\b(cents?|fen|minor|pence)\b|分$/;

/** Names of columns with pages of a site or screens of an app. */
export const pageWords = /page|screen|页面/;
