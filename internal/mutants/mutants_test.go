package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"bff/internal/program"
)

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		code string
		want []string
	}{
		{"_ = a < b", []string{"_ = a < b -> nothing", "a < b -> a <= b"}},
		{"_ = a == b && c != d", []string{
			"_ = a == b && c != d -> nothing", "a == b && c != d -> a == b || c != d", "a == b -> a != b", "c != d -> c == d",
		}},
		{"_ = a - b*2", []string{"_ = a - b*2 -> nothing", "a - b*2 -> a + b*2", "b*2 -> b/2", "2 -> 3"}},
		{"if !ok { f() }", []string{"!ok -> (!ok) && false", "!ok -> (!ok) || true", "!ok -> ok", "f() -> nothing"}},
		{"x := 1", []string{"1 -> 2"}}, // without it nothing that reads x builds
		{"return true, err", []string{"err -> nil", "true -> false"}},
		{"for { continue }", []string{"continue -> nothing"}},
		{"switch { case a: x++ }", []string{"x++ -> nothing"}},
		{"select { case <-c: close(d) }", []string{"close(d) -> nothing"}},
		{"defer f(); go g(); c <- d", []string{"defer f() -> nothing", "go g() -> nothing", "c <- d -> nothing"}},
		{"var s string; _ = s", []string{"_ = s -> nothing"}},
	} {
		source := []byte("package p\n\nfunc f() (bool, error) { " + tt.code + " }\n")
		faults, err := faultsIn("p.go", source)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range faults {
			got = append(got, f.what)
			was, becomes, _ := strings.Cut(f.what, " -> ")
			if becomes == "nothing" {
				becomes = ""
			}
			rest, found := strings.CutPrefix(string(source[f.start:]), was)
			if want := string(source[:f.start]) + becomes + rest; !found || string(f.apply(source)) != want {
				t.Errorf("%s: %s gives\n%s", tt.code, f, f.apply(source))
			}
		}
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(tt.want))) {
			t.Errorf("%s: %q; want %q", tt.code, got, tt.want)
		}
	}
}

// inModule makes the working directory a module with a package of three functions: one
// that is tested well, one that a test only runs, and one that none runs.
func inModule(t *testing.T, tests string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"go.mod":    "module example.com/p\n\ngo 1.26.0\n",
		"p.go":      "package p\n\nfunc tested(a int) bool {\n\treturn a < 3\n}\n\nfunc run(a int) bool {\n\treturn a == 3\n}\n\nfunc never(a int) bool {\n\treturn a != 3\n}\n\nfunc endless(n int) {\n\tfor i := 0; i < n; {\n\t\ti++\n\t}\n}\n",
		"p_test.go": "package p\n\nimport \"testing\"\n\n" + tests,
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

const goodTests = "func Test(t *testing.T) {\n\tif !tested(2) || tested(3) || tested(4) { t.Fatal() }\n\trun(3)\n}\n"

// What no test sees is listed with its place and counted; the sources stay as they are.
func TestSurvivors(t *testing.T) {
	inModule(t, goodTests)
	before, err := os.ReadFile("p.go")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r, err := test(t.Context(), &out, "./.", options{n: 1000, seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Sorted(strings.Lines(out.String()))
	for _, want := range []string{"p.go:8:9: a == 3 -> a != 3\n", "p.go:12:9: a != 3 -> a == 3 (no test runs it)\n"} {
		if !slices.Contains(lines, want) {
			t.Errorf("no %q in %q", want, lines)
		}
	}
	if strings.Contains(out.String(), "p.go:4:") {
		t.Errorf("faults that the test sees are listed: %q", lines)
	}
	if r.planted != r.places || r.survived != len(lines) || r.uncovered == 0 || r.uncovered == r.survived || r.survived == r.planted {
		t.Errorf("report %+v with %d survivors", r, len(lines))
	}
	if after, err := os.ReadFile("p.go"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the source was changed: %v\n%s", err, after)
	}
}

// A sample has the requested size, and the same for one seed.
func TestSample(t *testing.T) {
	inModule(t, goodTests)
	listed := func(seed uint64) string {
		var out bytes.Buffer
		r, err := test(t.Context(), &out, "./.", options{n: 3, seed: seed})
		if err != nil || r.planted != 3 {
			t.Fatalf("%+v, %v; want 3 faults", r, err)
		}
		return out.String()
	}
	first := listed(1)
	if again := listed(1); again != first {
		t.Errorf("one seed gives %q and %q", first, again)
	}
	if listed(2) == first && listed(3) == first {
		t.Errorf("three seeds give %q", first)
	}
}

func TestFailingTestsAreNoMeasure(t *testing.T) {
	inModule(t, "func Test(t *testing.T) { t.Fatal() }\n")
	if _, err := test(t.Context(), &bytes.Buffer{}, "./.", options{n: 1}); !errors.Is(err, errNotGreen) {
		t.Errorf("%v; want %v", err, errNotGreen)
	}
}

func TestReport(t *testing.T) {
	r := report{pkg: "./cache", places: 200, planted: 40, survived: 5, uncovered: 1}
	if got, want := r.String(), "./cache: 5 of 40 faults survive (13 %), 1 in code that no test runs; 200 places"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if got := (report{pkg: "./x"}).String(); !strings.Contains(got, "0 of 0") {
		t.Errorf("nothing planted: %s", got)
	}
	if code := program.Run(t.Context(), newCommand(), []string{"mutants"}, &bytes.Buffer{}, func(error) {}); code != program.Usage {
		t.Errorf("no package: exit code %d; want %d", code, program.Usage)
	}
}
