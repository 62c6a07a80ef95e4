import { load } from "./measure.js";

const work = load();

self.onmessage = async ({ data }) => {
  try {
    self.postMessage((await work)(data));
  } catch (error) {
    self.postMessage(`${error}`);
  }
};
