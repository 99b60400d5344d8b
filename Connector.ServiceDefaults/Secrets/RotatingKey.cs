using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Secrets;

/// <summary>
/// A shared key that may be exchanged while the service runs: one that lies in a file is read again when it is used and was last read five
/// seconds ago or more. A file that holds no key any more changes nothing but the log: the key it held stays in force.
/// </summary>
public sealed class RotatingKey
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string? _value;
    private readonly string? _file;
    private readonly string _setting;
    private readonly bool _mayBeAbsent;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private SharedKey? _key;
    private long _readAt;
    private bool _isWrong;

    /// <summary>Reads the key; what is wrong with it has been told by the validation of the settings.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="file">The setting with <c>File</c> behind its name.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="mayBeAbsent">Whether a file that is missing or empty means that there is no key.</param>
    /// <param name="time">Tells when to read again.</param>
    /// <param name="log">Is told of a file that holds no key any more.</param>
    public RotatingKey(string? value, string? file, string setting, bool mayBeAbsent, TimeProvider time, ILogger log)
    {
        (_value, _file, _setting, _mayBeAbsent, _time, _log) = (value, file, setting, mayBeAbsent, time, log);
        (_key, _readAt) = (Read(value, file, setting, mayBeAbsent, out _), time.GetTimestamp());
    }

    /// <summary>The key now; null if there is none.</summary>
    public SharedKey? Current
    {
        get
        {
            if (string.IsNullOrEmpty(_file))
            {
                return _key;
            }

            lock (_gate)
            {
                if (_time.GetElapsedTime(_readAt) >= ReadEvery)
                {
                    _readAt = _time.GetTimestamp();
                    ReadAgain();
                }

                return _key;
            }
        }
    }

    /// <summary>Reads such a key, as the validation of settings does.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="file">The setting with <c>File</c> behind its name.</param>
    /// <param name="setting">Its name, for the problem.</param>
    /// <param name="mayBeAbsent">Whether a file that is missing or empty means that there is no key.</param>
    /// <param name="problem">What is wrong, without the key; null if nothing is.</param>
    /// <returns>The key; null if there is none, or a problem.</returns>
    public static SharedKey? Read(string? value, string? file, string setting, bool mayBeAbsent, out string? problem)
    {
        if (mayBeAbsent && string.IsNullOrEmpty(value) && !string.IsNullOrEmpty(file) && new FileInfo(file) is not { Exists: true, Length: > 0 })
        {
            problem = null;
            return null;
        }

        return SharedKey.Read(value, file, setting, out problem);
    }

    private void ReadAgain()
    {
        var key = Read(_value, _file, _setting, _mayBeAbsent, out var problem);
        if (problem is null)
        {
            (_key, _isWrong) = (key, false);
        }
        else if (!_isWrong)
        {
            _isWrong = true;
            KeyLog.KeyWrong(_log, problem);
        }
    }
}

internal static partial class KeyLog
{
    [LoggerMessage(1, LogLevel.Error, "A key cannot be exchanged. {Problem} The one before stays in force until it is right")]
    public static partial void KeyWrong(ILogger log, string problem);
}
