// libcurl, loaded when it is first called.
//
// Foundation's HTTP, which only pushes use, needs libcurl, and libcurl brings some twenty more libraries with it: five of
// the milliseconds that every start would take. In the release program, where Foundation is linked statically, its calls
// come to the functions below, which hand them on. A function that a later Foundation calls and that is missing here is an
// error of the linker, not of the program.
#include "CLazyCurl.h"
#ifndef DQAUDIT_LAZY_CURL
bool dqaudit_has_curl(void) { return true; } // linked as usual
#else
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static void *library;

static void load(void) { library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL); }

bool dqaudit_has_curl(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return library != NULL;
}

// The function of the library. Foundation knows no way to be told that there is none: who uses it asks dqaudit_has_curl()
// first. The newest of these
// functions, curl_url, came with libcurl 7.62 of 2018.
static void *function(const char *name) {
    void *found = dqaudit_has_curl() ? dlsym(library, name) : NULL;
    if (!found) abort();
    return found;
}

// Every argument and result of these functions is an integer or a pointer, and at most six are passed: by the calling
// conventions of x86-64 and AArch64 they come in the first six registers, so that those are passed on as they are,
// whatever each function makes of them.
typedef void *any;
#define HAND_ON(NAME)                                                                                                     \
    any NAME(any a, any b, any c, any d, any e, any f) {                                                                  \
        return ((any(*)(any, any, any, any, any, any))function(#NAME))(a, b, c, d, e, f);                                 \
    }
// Those with "..." behind two arguments, of which there is always one.
#define HAND_ON_VARIADIC(NAME)                                                                                            \
    any NAME(any a, int option, any value) { return ((any(*)(any, int, ...))function(#NAME))(a, option, value); }

HAND_ON(curl_easy_cleanup)
HAND_ON(curl_easy_init)
HAND_ON(curl_easy_pause)
HAND_ON(curl_easy_strerror)
HAND_ON(curl_free)
HAND_ON(curl_global_init)
HAND_ON(curl_multi_add_handle)
HAND_ON(curl_multi_assign)
HAND_ON(curl_multi_cleanup)
HAND_ON(curl_multi_info_read)
HAND_ON(curl_multi_init)
HAND_ON(curl_multi_remove_handle)
HAND_ON(curl_multi_socket_action)
HAND_ON(curl_slist_append)
HAND_ON(curl_slist_free_all)
HAND_ON(curl_url)
HAND_ON(curl_url_get)
HAND_ON(curl_url_set)
HAND_ON(curl_version)
HAND_ON(curl_version_info)
HAND_ON_VARIADIC(curl_easy_getinfo)
HAND_ON_VARIADIC(curl_easy_setopt)
HAND_ON_VARIADIC(curl_multi_setopt)
#endif
