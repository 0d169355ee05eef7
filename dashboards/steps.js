// One step of a person is one entry of the browser's history. Streamlit makes an entry of every change of the address, and a
// step to another page changes it several times: without this, Back would lead to addresses that nobody has seen.
if (!window.manyiduSteps) {
  window.manyiduSteps = true;
  const push = history.pushState.bind(history);
  let hasActed = false;
  const note = (value) => () => {
    hasActed = value;
  };
  addEventListener("pointerup", note(true), { capture: true });
  addEventListener("keydown", note(true), { capture: true });
  addEventListener("popstate", note(false), { capture: true });
  history.pushState = (...entry) => {
    if (hasActed) {
      push(...entry);
    } else {
      history.replaceState(...entry);
    }
    hasActed = false;
  };
}
