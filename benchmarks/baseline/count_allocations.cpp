// Loaded before a program (LD_PRELOAD), counts its allocations and prints the number at the end.
#include <atomic>
#include <cstddef>
#include <cstdio>

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static std::atomic<unsigned long> allocations;

void *malloc(size_t size) { return allocations++, __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return allocations++, __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return allocations++, __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) {
  return allocations++, __libc_memalign(alignment, size);
}
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **result, size_t alignment, size_t size) {
  *result = memalign(alignment, size);
  return *result ? 0 : 12;
}
__attribute__((destructor)) static void print() {
  fprintf(stderr, "allocations %lu\n", allocations.load());
}
}
