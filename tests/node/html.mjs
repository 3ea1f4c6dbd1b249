// What html-validate holds the pages against: all that it recommends, but for what the theme does in its own way.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "no-trailing-whitespace": "off", // how the theme writes its HTML, which no reader sees
    "doctype-style": "off", // the same
    "long-title": "off", // a page is called what its treaty is called
    "valid-id": ["error", { relaxed: true }], // the theme's switches are called __drawer, __search
    "valid-autocomplete": "off", // which these switches have
    "wcag/h32": "off", // the theme's search box answers while one types, without a button
    "unique-landmark": "off", // the theme names the navigations of its sections by their titles
  },
};
