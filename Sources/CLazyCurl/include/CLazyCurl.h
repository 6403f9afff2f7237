// Nothing to call: see lazy.c.
#ifndef DQAUDIT_CLAZYCURL_H
#define DQAUDIT_CLAZYCURL_H
#endif
