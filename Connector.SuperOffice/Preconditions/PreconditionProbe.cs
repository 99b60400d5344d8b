using System.Globalization;
using System.Net;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Preconditions;

// How a precondition is tried without changing anything
// =====================================================
// SuperOffice documents two preconditions of a PATCH and does not say that every tenant honours them for user-defined fields. Whoever tries one
// must reckon with a tenant that ignores it. So no patch sent from here sets a field to anything but what it holds, and as far as the tenant's
// answers allow, a patch sets nothing at all:
//
//   1. a failing test and nothing else: 409 says it is evaluated, 200 that it is not. There is no operation that could change anything.
//   2. only after 409: the passing test with a replace by the same value, the shape the product writes in. The test guards it.
//   3. an If-Unmodified-Since long past, 412 or not; then, only after 412, the true one. Its patch is that of step 2 where tests are honoured,
//      a passing test alone where they are ignored. Only where tests are refused it is a bare replace by the value read just before: if
//      somebody edits that very field in that moment, and the header is ignored too, that edit is undone. Name a field nobody edits.
//
// The record may count as changed afterwards (its date moves, an event comes back); its data does not.

/// <summary>Finds out which preconditions of a PATCH the tenant honours. It is a writing call as far as the write gate is concerned.</summary>
public sealed class PreconditionProbe
{
    // A record that changes while it is looked at is looked at again.
    private const int Tries = 3;

    private readonly ApiCaller _api;
    private readonly FieldLayouts _layouts;

    internal PreconditionProbe(ApiCaller api, FieldLayouts layouts)
    {
        _api = api;
        _layouts = layouts;
    }

    /// <summary>Tries the preconditions on a record that the caller names; a field nobody edits is the best to name.</summary>
    /// <exception cref="ArgumentException">There is no such record, or it does not have that field; nothing was sent that writes.</exception>
    /// <exception cref="SuperOfficeException">An answer says nothing about preconditions, such as 403 or a network failure.</exception>
    public async Task<PreconditionReport> ProbeAsync(CrmEntity entity, int id, string progId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(progId);
        var layout = await _layouts.GetAsync(entity, cancellationToken);
        var subject = new Subject(entity, id, progId, layout.GetValueOrDefault(progId)?.Type ?? FieldType.Unknown);
        var evidence = new List<string>();
        var before = await ReadAsync(subject, cancellationToken);
        var (test, form) = await ProbeTestAsync(subject, evidence, cancellationToken);
        var since = await ProbeSinceAsync(subject, test, form, evidence, cancellationToken);
        var after = await ReadAsync(subject, cancellationToken);
        evidence.Add(FieldValue.AreEqual(subject.Type, before.Value, after.Value)
            ? "The field holds what it held before."
            : "The field holds something else than before; no patch of the probe's set it to anything but what it held.");
        return new PreconditionReport { Test = test, TestForm = form, UnmodifiedSince = since, Evidence = evidence };
    }

    private async Task<(PreconditionVerdict Verdict, FieldTestForm Form)> ProbeTestAsync(
        Subject subject, List<string> evidence, CancellationToken cancellationToken)
    {
        foreach (var form in new[] { FieldTestForm.Leaf, FieldTestForm.Object })
        {
            var present = (await ReadAsync(subject, cancellationToken)).Value;
            var failing = JsonPatch.Write(json => WriteTest(json, subject, form, WrongValue.For(subject.Type, present)));
            switch (await SendAsync(subject, failing, null, $"a failing test by {form.ToString().ToLowerInvariant()} path", evidence, cancellationToken))
            {
                case HttpStatusCode.Conflict when await PassesAsync(subject, form, evidence, cancellationToken):
                    return (PreconditionVerdict.Honoured, form);
                case { } status when IsSuccess(status):
                    return (PreconditionVerdict.Ignored, form);
            }
        }

        return (PreconditionVerdict.Refused, FieldTestForm.None);
    }

    // Tests that always fail would stop every change.
    private async Task<bool> PassesAsync(Subject subject, FieldTestForm form, List<string> evidence, CancellationToken cancellationToken)
    {
        for (var left = Tries; left > 0; left--)
        {
            var patch = Harmless(subject, PreconditionVerdict.Honoured, form, (await ReadAsync(subject, cancellationToken)).Value);
            if (IsSuccess(await SendAsync(subject, patch, null, "a passing test with a change to the same value", evidence, cancellationToken)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<PreconditionVerdict> ProbeSinceAsync(
        Subject subject, PreconditionVerdict test, FieldTestForm form, List<string> evidence, CancellationToken cancellationToken)
    {
        for (var left = Tries; left > 0; left--)
        {
            var present = await ReadAsync(subject, cancellationToken);
            if (present.Version.Year < 1900)
            {
                evidence.Add("The record has no date of change to compare with.");
                return PreconditionVerdict.Unknown;
            }

            var patch = Harmless(subject, test, form, present.Value);
            var status = await SendAsync(subject, patch, present.Version.AddDays(-1), "an If-Unmodified-Since a day too early", evidence, cancellationToken);
            if (status != HttpStatusCode.PreconditionFailed)
            {
                if (status == HttpStatusCode.Conflict)
                {
                    continue;
                }

                return IsSuccess(status) ? PreconditionVerdict.Ignored : PreconditionVerdict.Refused;
            }

            if (IsSuccess(await SendAsync(subject, patch, present.Version, "the true If-Unmodified-Since", evidence, cancellationToken)))
            {
                return PreconditionVerdict.Honoured;
            }
        }

        return PreconditionVerdict.Refused;
    }

    private static byte[] Harmless(Subject subject, PreconditionVerdict test, FieldTestForm form, string present) => JsonPatch.Write(json =>
    {
        if (test is PreconditionVerdict.Honoured or PreconditionVerdict.Ignored)
        {
            WriteTest(json, subject, form, present);
        }

        if (test != PreconditionVerdict.Ignored)
        {
            JsonPatch.ReplaceFields(json, [new(subject.ProgId, present)]);
        }
    });

    private static void WriteTest(Utf8JsonWriter json, Subject subject, FieldTestForm form, string value)
    {
        if (form == FieldTestForm.Leaf)
        {
            JsonPatch.TestField(json, subject.ProgId, value);
        }
        else
        {
            JsonPatch.TestFields(json, [new(subject.ProgId, value)]);
        }
    }

    private async Task<HttpStatusCode> SendAsync(
        Subject subject, byte[] patch, DateTimeOffset? since, string what, List<string> evidence, CancellationToken cancellationToken)
    {
        HttpStatusCode status;
        try
        {
            var call = JsonPatch.Call(subject.Entity, subject.Id, patch, since);
            status = (await _api.SendAsync(call, mayBeMissing: false, cancellationToken)).Status;
        }
        catch (SuperOfficeException answered) when (answered.Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed
            or HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity or HttpStatusCode.InternalServerError)
        {
            // 500: an operation on a path the server does not expect may end so.
            status = answered.Status.Value;
        }

        evidence.Add(string.Create(CultureInfo.InvariantCulture, $"A patch with {what} was answered {(int)status}."));
        return status;
    }

    private async Task<(string Value, DateTimeOffset Version)> ReadAsync(Subject subject, CancellationToken cancellationToken)
    {
        var call = ApiCall.Get($"v1/{subject.Entity}/{{id}}", $"v1/{subject.Entity}/{subject.Id}");
        var answer = await _api.SendAsync(call, mayBeMissing: true, cancellationToken);
        if (answer.IsNotFound)
        {
            throw new ArgumentException($"There is no {subject.Entity} {subject.Id}.", nameof(subject));
        }

        return answer.Read(root => RecordReader.FieldsOf(root, subject.Entity, subject.Id).TryGetValue(subject.ProgId, out var value)
            ? (value, RecordReader.Version(root))
            : throw new ArgumentException($"{subject.Entity} {subject.Id} has no field {subject.ProgId}.", nameof(subject)));
    }

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and < 300;

    private sealed record Subject(CrmEntity Entity, int Id, string ProgId, FieldType Type);
}
