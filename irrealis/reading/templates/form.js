"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("form");
  const status = form.querySelector(".status");
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const names = [...new Set(radios.map((radio) => radio.name))];

  const value = (name) => {
    const field = form.elements.namedItem(name);
    return field ? String(field.value).replace(/\s+/gu, " ").trim() : "";
  };
  const open = () => names.filter((name) => !value(name));
  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  // The page is useful without storage, which a browser may refuse to a file.
  const key = `irrealis:${data.form}`;
  const remember = () => {
    try {
      localStorage.setItem(key, JSON.stringify([...new FormData(form)]));
    } catch { /* answers are lost when the page is closed */ }
  };
  const recall = () => {
    try {
      for (const [name, text] of JSON.parse(localStorage.getItem(key) || "[]")) {
        const field = form.elements.namedItem(name);
        if (field) field.value = text;
      }
    } catch { /* nothing was kept */ }
  };

  const show = () => {
    const left = open().length;
    status.textContent = left ? `${left} of ${names.length} answers are open.` : "All questions are answered.";
  };

  // Of a row only lines behind a bar are in the text, so these can be none of them.
  const text = () => data.text.split("\n").map((line) => {
    if (line === `read by: ${data.open}`) return `read by: ${value("reader") || data.open}`;
    if (line === `date: ${data.open}`) return `date: ${value("date") || data.open}`;
    const found = /^(answer|note) (\d+):/.exec(line);
    if (!found) return line;
    if (found[1] === "note") return `${line} ${value(`${found[2]}:note`)}`.trimEnd();
    return line.replace(/(\S+)=\S+/g, (_, name) => `${name}=${value(`${found[2]}:${name}`) || data.open}`);
  }).join("\n");

  form.addEventListener("input", () => { remember(); show(); });
  document.getElementById("next").addEventListener("click", () => {
    const name = open()[0];
    const target = name ? radios.find((radio) => radio.name === name) : form.elements.namedItem("reader");
    target.focus();
    target.closest("fieldset, label").scrollIntoView({ block: "center" });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain;charset=utf-8" }));
    link.download = form.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  form.elements.namedItem("date").value = today();
  recall();
  show();
})();
