// Whether the program has libcurl, without which Foundation's HTTP must not be touched: see lazy.c.
#ifndef DQAUDIT_CLAZYCURL_H
#define DQAUDIT_CLAZYCURL_H
#include <stdbool.h>

// Loads the library if that was not done before; false when it is not installed.
bool dqaudit_has_curl(void);
#endif
