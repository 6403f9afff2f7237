// PCRE2 for 8-bit code units, the regular-expression engine of MongoDB itself.
#ifndef DQAUDIT_CPCRE2_SHIM_H
#define DQAUDIT_CPCRE2_SHIM_H
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif
