import "fake-indexeddb/auto";

import { beginInEnglish } from "@/lib/language";

beginInEnglish();
