/* Picks the rules that this processor runs fastest. */

#include <stdint.h>

typedef int Run(const int *, const void *, int64_t, const void *, int64_t, int64_t, void *);

Run parley_run_plain, parley_run_v3, parley_run_v4;

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* Of the sources that this was built from. */
EXPORT const char *parley_fingerprint(void) { return FINGERPRINT; }

static Run *fastest(void) {
#ifdef GENERATIONS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return parley_run_v4;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return parley_run_v3;
#endif
    return parley_run_plain;
}

EXPORT int parley_run(const int *packed, const void *numbers, int64_t arrays, const void *luck, int64_t first,
                      int64_t last, void *to) {
    return fastest()(packed, numbers, arrays, luck, first, last, to);
}
