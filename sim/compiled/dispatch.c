/* Picks the rules that this processor runs fastest. */

#include <stdint.h>

#include "names.h"

typedef int Run(const int *, const void *, int64_t, const void *, int64_t, int64_t, void *);

Run parley_run_plain, parley_run_v3, parley_run_v4;

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* Of the sources that this was built from. */
EXPORT const char *parley_fingerprint(void) { return FINGERPRINT; }

/* What is read by name, in the order in which it is packed. */
#define NAME(name) #name " "
EXPORT const char *parley_numbers(void) { return NUMBERS(NAME); }
EXPORT const char *parley_deeds(void) { return DEEDS(NAME); }

#ifdef GENERATIONS
#include <cpuid.h>

/* Whether a register of the processor's description has all of some bits. */
static int has(unsigned leaf, int which, unsigned bits) {
    unsigned of[4] = {0}; /* eax, ebx, ecx, edx */
    return __get_cpuid_count(leaf, 0, of, of + 1, of + 2, of + 3) && (of[which] & bits) == bits;
}

/* Whether the system keeps the registers that some bits stand for. */
static int keeps(unsigned bits) {
    unsigned low, high;
    if (!has(1, 2, bit_OSXSAVE)) return 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & bits) == bits;
}
#endif

/* The levels of the x86-64 psABI that the rules are built for. */
static Run *fastest(void) {
#ifdef GENERATIONS
    int v3 = keeps(0x06) && has(1, 2, bit_AVX | bit_FMA | bit_MOVBE | bit_F16C) &&
             has(7, 1, bit_AVX2 | bit_BMI | bit_BMI2) && has(0x80000001u, 2, bit_LZCNT);
    int v4 = v3 && keeps(0xe6) && has(7, 1, bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL);
    if (v3) return v4 ? parley_run_v4 : parley_run_v3;
#endif
    return parley_run_plain;
}

EXPORT int parley_run(const int *packed, const void *numbers, int64_t arrays, const void *luck, int64_t first,
                      int64_t last, void *to) {
    return fastest()(packed, numbers, arrays, luck, first, last, to);
}
