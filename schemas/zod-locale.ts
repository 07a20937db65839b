import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";

// The small zod brings no words of its own: without these every refusal would read “Invalid input”.
z.config(en());
