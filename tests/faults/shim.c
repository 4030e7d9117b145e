/* Fails the n-th call that changes files of one folder. Preloaded by tests/faults/shim.py; Linux only.
 *
 * FAULT_UNDER  folder: calls on files below it are counted
 * FAULT_CALLS  comma-separated: write (also pwrite), fsync (also fdatasync), rename, ftruncate, unlink, open (creating; also mkdir)
 * FAULT_AT     number of the call that fails, from 1
 * FAULT_STAYS  1: every later call fails as well
 * FAULT_DO     "kill": the process dies before the call; "tear": half of a write is done, then it dies; else an errno
 * FAULT_MARK   file made when the fault happens
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static long counted;

static int is_under(const char *path) {
    const char *folder = getenv("FAULT_UNDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_ours(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return is_under(path);
}

static int is_chosen(const char *call) {
    const char *calls = getenv("FAULT_CALLS");
    const char *found = calls ? strstr(calls, call) : NULL;
    return found && (found == calls || found[-1] == ',') && (found[strlen(call)] == 0 || found[strlen(call)] == ',');
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

static void mark(void) {
    const char *path = getenv("FAULT_MARK");
    if (path) syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT, 0600));
}

/* 0: go on; 1: errno is set; 2: tear */
static int fault(const char *call) {
    const char *at = getenv("FAULT_AT"), *stays = getenv("FAULT_STAYS"), *what = getenv("FAULT_DO");
    if (!at || !what || !is_chosen(call)) return 0;
    long number = __sync_add_and_fetch(&counted, 1), first = atol(at);
    if (number != first && !(stays && *stays == '1' && number > first)) return 0;
    mark();
    if (strcmp(what, "kill") == 0) die();
    if (strcmp(what, "tear") == 0) return 2;
    errno = atoi(what);
    return 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int write_fault(int fd) { return is_ours(fd) ? fault("write") : 0; }

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    int what = write_fault(fd);
    if (what == 2) { real(fd, data, size / 2); die(); }
    return what ? -1 : real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    int what = write_fault(fd);
    if (what == 2) { real(fd, data, size / 2, at); die(); }
    return what ? -1 : real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    int what = write_fault(fd);
    if (what == 2) { real(fd, data, size / 2, at); die(); }
    return what ? -1 : real(fd, data, size, at);
}

static int failing(int ours, const char *call) {
    int what = ours ? fault(call) : 0;
    if (what == 2) die();
    return what;
}

int fsync(int fd) { REAL(fsync); return failing(is_ours(fd), "fsync") ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return failing(is_ours(fd), "fsync") ? -1 : real(fd); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); return failing(is_ours(fd), "ftruncate") ? -1 : real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); return failing(is_ours(fd), "ftruncate") ? -1 : real(fd, size); }
int unlink(const char *path) { REAL(unlink); return failing(is_under(path), "unlink") ? -1 : real(path); }

int mkdir(const char *path, mode_t mode) { REAL(mkdir); return failing(is_under(path), "open") ? -1 : real(path, mode); }

int rename(const char *old, const char *new) {
    REAL(rename);
    return failing(is_under(new), "rename") ? -1 : real(old, new);
}

static int open_fault(const char *path, int flags) {
    return failing((flags & O_CREAT) && is_under(path), "open");
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_fault(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return open_fault(path, flags) ? -1 : real(path, flags, mode);
}
